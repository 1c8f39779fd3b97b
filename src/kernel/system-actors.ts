import type { Actor } from './actor.js';

/**
 * The closed list of who works without a person, and which audited tables each may change.
 * A job runs in the branch of the message that caused it, on behalf of the person who caused it.
 */
export const systemActors = {
  /** Hands messages over, marks them, purges what has expired. */
  courier: [],
  /** Answers sign-ins, counts failed ones and locks; makes the first administrator. */
  doorkeeper: ['accounts', 'account_roles'],
  /** Checks uploaded lists and applies confirmed ones. */
  importer: ['imports', 'people', 'person_branches', 'memberships', 'bank_accounts', 'branch_notices', 'cards', 'card_batches'],
  /** Screens submitted claims and opens their review tasks. */
  screener: ['claims', 'claim_findings', 'review_tasks'],
} as const satisfies Record<string, readonly string[]>;

export type SystemActorName = keyof typeof systemActors;

/** The branch and the cause of a piece of work without a person. */
export interface SystemActorContext {
  readonly organizationId: string;
  readonly scope: string;
  readonly onBehalfOf: string | null;
  readonly requestId: string;
}

/** An actor for work without a person. It holds no roles: its use cases are called directly. */
export function systemActor(name: SystemActorName, context: SystemActorContext): Actor {
  return {
    kind: 'system',
    accountId: context.onBehalfOf,
    systemName: name,
    organizationId: context.organizationId,
    scope: context.scope,
    roles: [],
    permissions: new Set(),
    directRoles: [],
    requestId: context.requestId,
  };
}

/** The actor of technical work on tables without a branch: its empty scope matches no business row. */
export function courier(requestId: string): Actor {
  return systemActor('courier', { organizationId: '', scope: '', onBehalfOf: null, requestId });
}
