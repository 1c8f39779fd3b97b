import { Injectable } from '@nestjs/common';
import { Environment } from '../../config/env.js';
import type { Actor } from '../../kernel/actor.js';
import { Clock } from '../../kernel/clock.js';
import { Refused } from '../../kernel/refusals.js';
import { AccessResolver, type AccessQuestion } from '../../platform/auth/access.js';
import { decideBranchAccess, defaultBranch, heldOn, type BranchAccess } from './rules/branch-access.js';
import { hashOfToken } from './session-token.js';
import { SessionRepository, type FoundSession } from './sessions.repository.js';
import './identity.refusals.js';

interface Branch {
  readonly organizationId: string;
  readonly organizationPath: string;
}

const NOTHING: BranchAccess = { roles: [], permissions: new Set() };

/** Turns a session token into the actor of a request: whose it is, in which branch, with what permissions. */
@Injectable()
export class SessionAccess extends AccessResolver {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly environment: Environment,
    private readonly clock: Clock,
  ) {
    super();
  }

  /**
   * @throws Refused `access.unauthenticated`, `access.password_change_required`, `access.branch_not_allowed`
   *   (the same for an organization that does not exist), `access.permission_missing`
   */
  async resolve(question: AccessQuestion): Promise<Actor> {
    if (question.token === undefined) throw new Refused('access.unauthenticated');
    const session = await this.sessions.find(
      hashOfToken(question.token), question.organizationId, this.clock.realNow(), this.environment.SESSION_IDLE_MINUTES);
    if (!session) throw new Refused('access.unauthenticated');
    if (session.mustChangePassword && question.permission !== null) throw new Refused('access.password_change_required');
    const today = this.clock.today();
    const branch = branchOf(session, question, today);
    const access = branch ? accessIn(branch, session, question, today) : withoutRole(question);
    return {
      kind: 'person', accountId: session.accountId, systemName: null, requestId: question.requestId,
      organizationId: branch?.organizationId ?? session.organizationId,
      // Without a role there is no branch, and an empty scope matches no row.
      scope: branch?.organizationPath ?? '',
      roles: access.roles, permissions: access.permissions,
      directRoles: heldOn(session.roles, today).map(({ role, organizationPath }) => ({ role, organizationPath })),
    };
  }
}

function branchOf(session: FoundSession, question: AccessQuestion, today: string): Branch | undefined {
  if (question.organizationId === undefined) return defaultBranch(session, session.roles, today);
  if (session.askedPath === null) throw new Refused('access.branch_not_allowed');
  return { organizationId: question.organizationId, organizationPath: session.askedPath };
}

function accessIn(branch: Branch, session: FoundSession, question: AccessQuestion, today: string): BranchAccess {
  const access = decideBranchAccess(session.roles, branch.organizationPath, question.permission, today);
  if (typeof access === 'string') throw new Refused(access);
  return access;
}

/** An account without a role may still see itself, change its password and sign out. */
function withoutRole(question: AccessQuestion): BranchAccess {
  if (question.permission !== null) throw new Refused('access.permission_missing');
  return NOTHING;
}
