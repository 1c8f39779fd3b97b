import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { ClaimRecord } from './claim-record.js';
import { ClaimSecrets } from './claim-secrets.js';
import { claimFindings, type Finding, type FindingCode, type FindingDetails } from './rules/claim-findings.js';

interface FindingRow {
  readonly id: string;
  readonly code: FindingCode;
  readonly severity: Finding['severity'];
  readonly details: Buffer;
}

/** The findings of each screening; details are sealed, because some tell of an illness. */
@Injectable()
export class ClaimFindingsRepository {
  constructor(private readonly secrets: ClaimSecrets) {}

  /** Writes the findings of one screening. */
  async add(tx: Tx, claim: ClaimRecord, screeningNumber: number, findings: readonly Finding[]): Promise<void> {
    const rows = findings.map((finding) => {
      const id = newId();
      return { ...finding, id, sealed: this.secrets.seal('claim_findings', 'details', id, JSON.stringify(finding.details)) };
    });
    await tx.affected(
      `INSERT INTO claim_findings (id, claim_id, organization_path, screening_number, code, severity, details)
       SELECT f.id, $1, $2, $3, f.code, f.severity, f.details
       FROM unnest($4::uuid[], $5::text[], $6::text[], $7::bytea[]) AS f(id, code, severity, details)`,
      [claim.id, claim.organizationPath, screeningNumber, rows.map((row) => row.id), rows.map((row) => row.code),
        rows.map((row) => row.severity), rows.map((row) => row.sealed)]);
  }

  /**
   * The findings of the claim's last screening, in the order of the catalogue.
   * @param screeningNumber how often the claim has been handed in
   */
  async ofScreening(tx: Tx, claimId: string, screeningNumber: number): Promise<Finding[]> {
    const rows = await tx.rows<FindingRow>(
      'SELECT id, code, severity, details FROM claim_findings WHERE claim_id = $1 AND screening_number = $2', [claimId, screeningNumber]);
    const order = Object.keys(claimFindings);
    return rows
      .map(({ id, code, severity, details }) => (
        { code, severity, details: JSON.parse(this.secrets.open('claim_findings', 'details', id, details)) as FindingDetails }))
      .sort((first, second) => order.indexOf(first.code) - order.indexOf(second.code));
  }
}
