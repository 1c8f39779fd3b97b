import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Refused } from '../../kernel/refusals.js';
import type { Tx } from '../../platform/database/transactions.js';
import { People } from '../people/public/people.js';
import { ClaimPlanTerms } from './claim-plan-terms.js';
import type { ClaimRecord } from './claim-record.js';
import { ClaimSecrets } from './claim-secrets.js';
import type { ClaimRefusal } from './claims.refusals.js';
import type { ClaimContent } from './claims.repository.js';
import { checkAccount, checkContactMobile, checkDiagnosis, type Diagnosis, type PayeeAccount } from './rules/claim-input.js';
import type { IllnessMatch } from './rules/illness-match.js';

/** What a caseworker writes into a claim. */
export interface TypedClaim {
  readonly diagnosis: Diagnosis;
  readonly account: PayeeAccount;
  readonly contactMobile: string | null;
}

/** Between what the caseworker types and what the row holds: checked on the way in, opened on the way out. */
@Injectable()
export class ClaimContents {
  constructor(
    private readonly people: People,
    private readonly terms: ClaimPlanTerms,
    private readonly secrets: ClaimSecrets,
    private readonly clock: Clock,
  ) {}

  /**
   * Checks everything typed and seals it for a claim's row.
   * @param claimId the row that the sealed values belong to
   * @throws Refused `claim.invalid` naming each wrong field
   */
  async checkedOrThrow(tx: Tx, claimId: string, personId: string, typed: TypedClaim): Promise<ClaimContent> {
    const { birthDate } = await this.people.personFor(tx, personId);
    const diagnosis = checkDiagnosis(typed.diagnosis, { today: this.clock.today(), birthDate, knownCategories: await this.terms.knownCategories(tx) });
    const account = checkAccount(typed.account);
    const mobile = typed.contactMobile === null ? { value: null, errors: [] } : checkContactMobile(typed.contactMobile);
    const errors = [...diagnosis.errors, ...account.errors, ...mobile.errors];
    if (errors.length > 0) throw new Refused<ClaimRefusal>('claim.invalid', { errors });
    return this.sealed(claimId, { diagnosis: diagnosis.value, account: account.value, contactMobile: mobile.value });
  }

  /** What stands in a claim, unmasked. */
  opened(claim: ClaimRecord): TypedClaim {
    const { id } = claim;
    return {
      diagnosis: {
        icd10Code: this.secrets.open('claims', 'icd10_code', id, claim.icd10Code),
        operationCode: this.secrets.openOptional('claims', 'operation_code', id, claim.operationCode),
        text: this.secrets.openOptional('claims', 'diagnosis_text', id, claim.diagnosisText),
        diagnosedOn: claim.diagnosedOn, hospitalName: claim.hospitalName, hospitalGrade: claim.hospitalGrade,
      },
      account: { payeeName: claim.payeeName, accountNumber: this.secrets.open('claims', 'account_number', id, claim.accountNumber), bankName: claim.bankName },
      contactMobile: this.secrets.openOptional('claims', 'contact_mobile', id, claim.contactMobile),
    };
  }

  /** The illnesses of the plan that the last screening matched, with the decided one; null before the first. */
  illnessMatch({ id, illnessMatch }: ClaimRecord): IllnessMatch | null {
    const text = this.secrets.openOptional('claims', 'illness_match', id, illnessMatch);
    return text === null ? null : JSON.parse(text) as IllnessMatch;
  }

  private sealed(id: string, { diagnosis, account, contactMobile }: TypedClaim): ClaimContent {
    return {
      icd10Code: this.secrets.seal('claims', 'icd10_code', id, diagnosis.icd10Code),
      operationCode: this.secrets.sealOptional('claims', 'operation_code', id, diagnosis.operationCode),
      diagnosisText: this.secrets.sealOptional('claims', 'diagnosis_text', id, diagnosis.text),
      diagnosedOn: diagnosis.diagnosedOn, hospitalName: diagnosis.hospitalName, hospitalGrade: diagnosis.hospitalGrade,
      payeeName: account.payeeName, bankName: account.bankName,
      accountNumber: this.secrets.seal('claims', 'account_number', id, account.accountNumber),
      accountNumberIndex: this.secrets.accountIndex(account.accountNumber),
      contactMobile: this.secrets.sealOptional('claims', 'contact_mobile', id, contactMobile),
      contactMobileIndex: this.secrets.mobileIndex(contactMobile),
    };
  }
}
