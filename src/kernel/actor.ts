/** Who acts, in which branch, and what for. It is passed explicitly; nothing reads it from the surroundings. */
export interface Actor {
  /** A signed-in person, or a system actor of the closed list that runs jobs. */
  readonly kind: 'person' | 'system';
  /** The account that acts, or for a job the account that caused it; null for a sweep that nobody caused. */
  readonly accountId: string | null;
  /** The system actor's name; null for a person. */
  readonly systemName: string | null;
  /** The branch the request works in: its id and its path, which is the scope of every row read or written. */
  readonly organizationId: string;
  readonly scope: string;
  /** Role names that the person holds today for this branch (given at it or above it). */
  readonly roles: readonly string[];
  /** Permissions that those roles give. */
  readonly permissions: ReadonlySet<string>;
  /** Role names with the paths of the organizations where each was given directly. */
  readonly directRoles: readonly { readonly role: string; readonly organizationPath: string }[];
  readonly requestId: string;
  /** The reason given for this act, for the audit log. */
  readonly reason?: string;
  /** Set on requests that carry an Idempotency-Key. */
  readonly idempotency?: IdempotencyClaim;
}

/** What makes a repeated POST recognizable. */
export interface IdempotencyClaim {
  readonly key: string;
  readonly method: string;
  /** The route's pattern, never its values. */
  readonly route: string;
  /** Keyed digest of everything the caller sent (path values, query, body); null until an upload has been read. */
  bodyDigest: Buffer | null;
}
