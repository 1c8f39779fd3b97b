import { Injectable } from '@nestjs/common';
import { Refused } from '../../kernel/refusals.js';
import type { Tx } from '../../platform/database/transactions.js';
import { claimColumns, type ClaimRecord } from './claim-record.js';
import './claims.refusals.js';
import type { ClaimRefusal } from './claims.refusals.js';
import { editableStatuses } from './rules/claim-status.js';

/** The card a claim is made on. */
export interface ClaimBasis {
  readonly cardId: string;
  readonly cardStatus: string;
  readonly personId: string;
  readonly planId: string;
  readonly planVersionId: string;
  /** The claim belongs to the card's organization, wherever the caseworker works. */
  readonly organizationId: string;
  readonly organizationPath: string;
}

/** What the caseworker writes, with the sensitive values sealed for the claim's row. */
export interface ClaimContent {
  readonly icd10Code: Buffer;
  readonly operationCode: Buffer | null;
  readonly diagnosisText: Buffer | null;
  readonly diagnosedOn: string;
  readonly hospitalName: string;
  readonly hospitalGrade: number;
  readonly payeeName: string;
  readonly accountNumber: Buffer;
  readonly accountNumberIndex: Buffer;
  readonly bankName: string;
  readonly contactMobile: Buffer | null;
  readonly contactMobileIndex: Buffer | null;
}

const contentColumns = [
  'icd10_code', 'operation_code', 'diagnosis_text', 'diagnosed_on', 'hospital_name', 'hospital_grade', 'payee_name',
  'account_number', 'account_number_index', 'bank_name', 'contact_mobile', 'contact_mobile_index',
] as const;

/** All SQL that writes a claim, except its status (`claim-moves.ts`) and its documents. */
@Injectable()
export class ClaimsRepository {
  /** @throws Refused `claim.not_found` */
  async lockOrThrow(tx: Tx, claimId: string): Promise<ClaimRecord> {
    const claim = await tx.row<ClaimRecord>(`SELECT ${claimColumns} FROM claims c WHERE c.id = $1 FOR UPDATE`, [claimId]);
    if (!claim) throw new Refused<ClaimRefusal>('claim.not_found');
    return claim;
  }

  /**
   * Locks a claim that the caseworker may change.
   * @param version the version that the caseworker saw; undefined where none is asked for
   * @throws Refused `claim.not_found`, `version.stale`, `claim.wrong_status`
   */
  async lockEditableOrThrow(tx: Tx, claimId: string, version?: number): Promise<ClaimRecord> {
    const claim = await this.lockOrThrow(tx, claimId);
    if (version !== undefined && claim.version !== version) throw new Refused('version.stale', { currentVersion: claim.version });
    if (!editableStatuses.includes(claim.status)) throw new Refused<ClaimRefusal>('claim.wrong_status', { status: claim.status });
    return claim;
  }

  /** @throws Refused `claim.card_not_found` */
  async basisOrThrow(tx: Tx, cardId: string): Promise<ClaimBasis> {
    const basis = await tx.row<ClaimBasis>(
      `SELECT id AS "cardId", status AS "cardStatus", person_id AS "personId", plan_id AS "planId", plan_version_id AS "planVersionId",
         organization_id AS "organizationId", organization_path AS "organizationPath" FROM cards WHERE id = $1 FOR SHARE`, [cardId]);
    if (!basis) throw new Refused<ClaimRefusal>('claim.card_not_found');
    return basis;
  }

  /** The dates of a card, as screening looks at them. */
  async cardTerm(tx: Tx, cardId: string): Promise<{ enrolledOn: string; validFrom: string; validTo: string; status: string }> {
    const card = await tx.row<{ enrolledOn: string; validFrom: string; validTo: string; status: string }>(
      `SELECT issued_on::text AS "enrolledOn", valid_from::text AS "validFrom", valid_to::text AS "validTo", status FROM cards WHERE id = $1`, [cardId]);
    if (!card) throw new Refused<ClaimRefusal>('claim.card_not_found');
    return card;
  }

  /** The next claim number, such as `AX2011-000001`. Numbers are unique; a refused claim may leave a gap. */
  async nextNumber(tx: Tx, year: string): Promise<string> {
    const row = await tx.row<{ next: string }>(`SELECT nextval('claim_numbers') AS next`);
    return `AX${year}-${String(row?.next).padStart(6, '0')}`;
  }

  /** Writes a new draft. */
  async insert(tx: Tx, claim: { id: string; claimNumber: string }, basis: ClaimBasis, content: ClaimContent): Promise<void> {
    const placeholders = contentColumns.map((_column, index) => `$${index + 9}`).join(', ');
    await tx.affected(
      `INSERT INTO claims (id, claim_number, organization_id, organization_path, person_id, card_id, plan_id, plan_version_id, status, ${contentColumns.join(', ')})
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'draft', ${placeholders})`,
      [claim.id, claim.claimNumber, basis.organizationId, basis.organizationPath, basis.personId, basis.cardId, basis.planId,
        basis.planVersionId, ...valuesOf(content)]);
  }

  /** Replaces what the caseworker wrote and raises the version. @throws Refused `version.stale` */
  async saveContent(tx: Tx, claim: Pick<ClaimRecord, 'id' | 'version'>, content: ClaimContent): Promise<void> {
    const assignments = contentColumns.map((column, index) => `${column} = $${index + 3}`).join(', ');
    const touched = await tx.affected(
      `UPDATE claims SET version = version + 1, ${assignments} WHERE id = $1 AND version = $2`, [claim.id, claim.version, ...valuesOf(content)]);
    if (touched !== 1) throw new Refused('version.stale');
  }

  /** Raises the version, because a document came or went. */
  async raiseVersion(tx: Tx, claimId: string): Promise<void> {
    await tx.affected('UPDATE claims SET version = version + 1 WHERE id = $1', [claimId]);
  }
}

function valuesOf(content: ClaimContent): unknown[] {
  return [
    content.icd10Code, content.operationCode, content.diagnosisText, content.diagnosedOn, content.hospitalName, content.hospitalGrade,
    content.payeeName, content.accountNumber, content.accountNumberIndex, content.bankName, content.contactMobile, content.contactMobileIndex,
  ];
}
