import { Injectable, type OnModuleInit } from '@nestjs/common';
import { defineJob, JobRegistry } from '../../../platform/outbox/jobs.js';
import { ScreenClaim } from '../use-cases/screen-claim.js';

/** A claim was handed in for the `submission`th time. */
export const screenClaimJob = defineJob<{ claimId: string; submission: number }>('mutual-aid.screen-claim', 'screener');

/** Hands submitted claims to screening. */
@Injectable()
export class ScreenClaimJob implements OnModuleInit {
  constructor(
    private readonly registry: JobRegistry,
    private readonly screenClaim: ScreenClaim,
  ) {}

  onModuleInit(): void {
    this.registry.register(screenClaimJob, (tx, payload) => this.screenClaim.execute(tx, payload));
  }
}
