import { Injectable } from '@nestjs/common';
import type { Actor } from '../../kernel/actor.js';
import { pageOf, type Page } from '../../kernel/pages.js';
import { Refused } from '../../kernel/refusals.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { DocumentRecords } from '../../platform/documents/document-records.js';
import { cursorOrThrow, type PageQuery } from '../../platform/http/pages.js';
import { People } from '../people/public/people.js';
import { ReviewTasks } from '../reviews/public/review-tasks.js';
import { ClaimContents } from './claim-contents.js';
import { ClaimDocumentsRepository } from './claim-documents.repository.js';
import { ClaimFindingsRepository } from './claim-findings.repository.js';
import { ClaimMoves } from './claim-moves.js';
import { CLAIM, claimColumns, type ClaimRecord } from './claim-record.js';
import { listItemOf, maskedClaim, type ClaimDocumentView, type ClaimListItem, type ClaimView } from './claim-views.js';
import type { ClaimRefusal } from './claims.refusals.js';
import type { Finding } from './rules/claim-findings.js';
import type { ClaimStatus } from './rules/claim-status.js';

/** What a list of claims is narrowed by. */
export interface ClaimFilter extends PageQuery {
  readonly status?: ClaimStatus;
  readonly personId?: string;
}

/** One step of a claim's way. Words that somebody wrote beside it are revealed like a diagnosis. */
export interface ClaimEventView {
  readonly event: string;
  readonly fromStatus: ClaimStatus | null;
  readonly toStatus: ClaimStatus;
  readonly accountId: string | null;
  readonly systemActor: string | null;
  readonly reasonCode: string | null;
  readonly hasNote: boolean;
  readonly businessTime: string;
}

/** The read side of claims. Everything it gives is masked. */
@Injectable()
export class ClaimsQueries {
  constructor(
    private readonly transactions: Transactions,
    private readonly people: People,
    private readonly contents: ClaimContents,
    private readonly findings: ClaimFindingsRepository,
    private readonly claimDocuments: ClaimDocumentsRepository,
    private readonly documents: DocumentRecords,
    private readonly moves: ClaimMoves,
    private readonly tasks: ReviewTasks,
  ) {}

  /** Claims of the branch, newest first in each organization. @throws Refused `request.invalid` for a foreign cursor */
  async list(actor: Actor, filter: ClaimFilter): Promise<Page<ClaimListItem>> {
    const [path, before] = cursorOrThrow(filter, ['text', 'uuid']) ?? [null, null];
    return this.transactions.read(actor, async (tx) => {
      const rows = await tx.rows<ClaimRecord>(
        `SELECT ${claimColumns} FROM claims c
         WHERE ($1::text IS NULL OR c.status = $1) AND ($2::uuid IS NULL OR c.person_id = $2)
           AND ($3::text IS NULL OR (c.organization_path, c.id) < ($3, $4::uuid))
         ORDER BY c.organization_path DESC, c.id DESC LIMIT $5`, [filter.status ?? null, filter.personId ?? null, path, before, filter.limit + 1]);
      const page = pageOf(rows, filter.limit, (row) => [row.organizationPath, row.id]);
      const names = await this.maskedNames(tx, page.items);
      return { items: page.items.map((claim) => listItemOf(claim, names.get(claim.personId) ?? '')), nextCursor: page.nextCursor };
    });
  }

  /** The claims of these ids that the branch sees. */
  async findAll(tx: Tx, claimIds: readonly string[]): Promise<ClaimRecord[]> {
    return tx.rows<ClaimRecord>(`SELECT ${claimColumns} FROM claims c WHERE c.id = ANY ($1::uuid[])`, [claimIds]);
  }

  /** The holder's cards and other claims in the branch. */
  async historyOfHolder(tx: Tx, claim: ClaimRecord): Promise<object> {
    const cards = await tx.rows<object>(
      `SELECT id, card_number AS "cardNumber", plan_id AS "planId", gifted, valid_from::text AS "validFrom", valid_to::text AS "validTo", status
       FROM cards WHERE person_id = $1 ORDER BY valid_from, id`, [claim.personId]);
    const earlier = await tx.rows<ClaimRecord>(
      `SELECT ${claimColumns} FROM claims c WHERE c.person_id = $1 AND c.id <> $2 ORDER BY c.id`, [claim.personId, claim.id]);
    const names = await this.maskedNames(tx, [claim]);
    return { cards, earlierClaims: earlier.map((other) => listItemOf(other, names.get(other.personId) ?? '')) };
  }

  /** One claim with its papers and findings. @throws Refused `claim.not_found` */
  async one(actor: Actor, claimId: string): Promise<ClaimView> {
    return this.transactions.read(actor, async (tx) => this.view(tx, await this.find(tx, claimId)));
  }

  /** The way of a claim, oldest step first. @throws Refused `claim.not_found` */
  async history(actor: Actor, claimId: string): Promise<{ items: ClaimEventView[] }> {
    return this.transactions.read(actor, async (tx) => {
      await this.find(tx, claimId);
      const rows = await tx.rows<Omit<ClaimEventView, 'businessTime'> & { businessTime: Date }>(
        `SELECT event, from_status AS "fromStatus", to_status AS "toStatus", account_id AS "accountId", system_actor AS "systemActor",
           reason_code AS "reasonCode", note IS NOT NULL AS "hasNote", business_time AS "businessTime"
         FROM claim_events WHERE claim_id = $1 ORDER BY real_time, id`, [claimId]);
      return { items: rows.map((row) => ({ ...row, businessTime: row.businessTime.toISOString() })) };
    });
  }

  /** A claim's row in a transaction that is open already. @throws Refused `claim.not_found` */
  async find(tx: Tx, claimId: string): Promise<ClaimRecord> {
    const claim = await tx.row<ClaimRecord>(`SELECT ${claimColumns} FROM claims c WHERE c.id = $1`, [claimId]);
    if (!claim) throw new Refused<ClaimRefusal>('claim.not_found');
    return claim;
  }

  /** A claim's row as everybody who may read claims sees it. */
  async view(tx: Tx, claim: ClaimRecord): Promise<ClaimView> {
    const names = await this.maskedNames(tx, [claim]);
    return maskedClaim(claim, this.contents.opened(claim), {
      personName: names.get(claim.personId) ?? '',
      findings: await this.lastFindings(tx, claim.id),
      documents: await this.documentsOf(tx, claim.id),
      waitingFor: await this.tasks.waiting(tx, CLAIM, claim.id),
    });
  }

  /** What the last screening has found. */
  async lastFindings(tx: Tx, claimId: string): Promise<Finding[]> {
    return this.findings.ofScreening(tx, claimId, await this.moves.submissions(tx, claimId));
  }

  /** The papers of a claim. */
  async documentsOf(tx: Tx, claimId: string): Promise<ClaimDocumentView[]> {
    const held = await this.claimDocuments.of(tx, claimId);
    const described = new Map((await this.documents.describe(tx, held.map((one) => one.documentId))).map((one) => [one.id, one]));
    return held.flatMap(({ id, documentId, kind }) => {
      const document = described.get(documentId);
      return document ? [{ id, kind, contentType: document.contentType, sizeBytes: document.sizeBytes, uploadedOn: document.uploadedOn }] : [];
    });
  }

  /** Masked names of the holders, by person. */
  async maskedNames(tx: Tx, claims: readonly Pick<ClaimRecord, 'personId'>[]): Promise<Map<string, string>> {
    const summaries = await this.people.personSummaries(tx, claims.map((claim) => claim.personId));
    return new Map(summaries.map((summary) => [summary.id, summary.maskedName]));
  }
}
