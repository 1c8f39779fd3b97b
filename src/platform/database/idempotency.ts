import type { IdempotencyClaim } from '../../kernel/actor.js';
import { defineRefusals, Refused } from '../../kernel/refusals.js';
import type { Tx } from './transactions.js';

export const idempotencyRefusals = defineRefusals({
  'idempotency.still_running': {
    kind: 'conflict',
    zh: '带同一 Idempotency-Key 的请求还在处理，请稍后用原来的请求重试。',
    en: 'A request with this Idempotency-Key is still running; repeat the same request in a moment.',
  },
  'idempotency.other_body': {
    kind: 'conflict',
    zh: '这个 Idempotency-Key 已用于另一份内容，请为新的请求换一个新的键。',
    en: 'This Idempotency-Key was used with other content; use a new key for a new request.',
  },
});

interface KeptRow {
  organization_id: string;
  body_digest: Buffer;
  result: Record<string, unknown> | null;
  refusal: { code: string; details: Record<string, unknown> } | null;
}

/**
 * Takes the key for this transaction and looks for what an earlier request with it has left.
 * @returns the kept result, or undefined when the command is to run
 * @throws Refused when the key is in use at this moment or was used with other content; or the kept refusal
 */
export async function beginRepeatable(tx: Tx, claim: IdempotencyClaim): Promise<Record<string, unknown> | undefined> {
  const name = [tx.actor.accountId, claim.method, claim.route, claim.key].join('\n');
  const lock = await tx.row<{ taken: boolean }>('SELECT pg_try_advisory_xact_lock(hashtextextended($1, 20110104)) AS taken', [name]);
  if (!lock?.taken) throw new Refused('idempotency.still_running');
  const kept = await tx.row<KeptRow>(
    `SELECT organization_id, body_digest, result, refusal FROM idempotency_keys
     WHERE account_id = $1 AND method = $2 AND route = $3 AND key = $4 AND created_at > now() - interval '24 hours'`,
    [tx.actor.accountId, claim.method, claim.route, claim.key],
  );
  if (!kept) return undefined;
  const isOtherBranch = kept.organization_id !== tx.actor.organizationId;
  if (isOtherBranch || !claim.bodyDigest || !kept.body_digest.equals(claim.bodyDigest)) throw new Refused('idempotency.other_body');
  if (kept.refusal) throw new Refused(kept.refusal.code, kept.refusal.details);
  return kept.result ?? undefined;
}

/**
 * Keeps the result of a command in the command's own transaction.
 * @throws Refused `idempotency.still_running` when the refusal of an equal request was kept meanwhile: that one is the answer
 */
export async function rememberResult(tx: Tx, claim: IdempotencyClaim, result: object): Promise<void> {
  if (!(await remember(tx, claim, JSON.stringify(result), null))) throw new Refused('idempotency.still_running');
}

/** Keeps a refusal of the trade, in a transaction of its own since the command has left nothing. */
export async function rememberRefusal(tx: Tx, claim: IdempotencyClaim, refusal: Refused): Promise<void> {
  await remember(tx, claim, null, JSON.stringify({ code: refusal.code, details: refusal.details }));
}

/** @returns false when something is kept under the key already, which stays */
async function remember(tx: Tx, claim: IdempotencyClaim, result: string | null, refusal: string | null): Promise<boolean> {
  if (!claim.bodyDigest) throw new Error('An upload must set the digest of its content before its command runs');
  const touched = await tx.affected(
    `INSERT INTO idempotency_keys (account_id, method, route, key, organization_id, body_digest, result, refusal) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (account_id, method, route, key) DO UPDATE
     SET organization_id = excluded.organization_id, body_digest = excluded.body_digest, result = excluded.result, refusal = excluded.refusal, created_at = now()
     WHERE idempotency_keys.created_at <= now() - interval '24 hours'`,
    [tx.actor.accountId, claim.method, claim.route, claim.key, tx.actor.organizationId, claim.bodyDigest, result, refusal],
  );
  return touched === 1;
}
