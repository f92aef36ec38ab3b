/** Who asks, as each service knows it from its own copy of identity's users and teams. */
export interface Viewer {
  readonly tenant: string;
  /** A user's id, or `apikey:<id>`. */
  readonly actor: string;
  readonly name: string;
  readonly role: Role;
  /**
   * The users whose records the viewer sees: those of the viewer's team and of the teams below, the viewer included. `all` for an ADMIN.
   * A record is seen if its owner, or its creator where it has none, is among them.
   */
  readonly sees: 'all' | readonly string[];
}

/** ADMIN may do everything; MANAGER also configures pipelines, rules and forms; MEMBER edits what it sees; READ_ONLY never changes anything. */
export type Role = 'ADMIN' | 'MANAGER' | 'MEMBER' | 'READ_ONLY';
