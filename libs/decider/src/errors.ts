/**
 * The errors a person can cause. Each becomes the GraphQL error code of the same meaning at the edge of a service
 * (`docs/guides/errors.md`); anything else that is thrown is INTERNAL and shows no details.
 */
export abstract class DomainError extends Error {
  abstract readonly code: string;
}

/** BAD_USER_INPUT. `fields` maps the path of a field in the input (`emails.0.address`) to what is wrong with it, in words. */
export class InvalidInput extends DomainError {
  readonly code = 'BAD_USER_INPUT';
  constructor(readonly fields: Readonly<Record<string, string>>) {
    super(
      Object.entries(fields)
        .map(([field, problem]) => `${field}: ${problem}`)
        .join('; '),
    );
  }
}

/**
 * RULE_VIOLATED. `rule` names the rule (`stage.requiredFields`), the message is what the person reads; `fields` are those of the record that
 * would satisfy it, so that a form can offer them.
 */
export class RuleViolated extends DomainError {
  readonly code = 'RULE_VIOLATED';
  constructor(
    readonly rule: string,
    message: string,
    readonly fields: readonly string[] = [],
  ) {
    super(message);
  }
}

/** NOT_FOUND: it does not exist, or the reader may not see it. The two are never told apart. */
export class NotFound extends DomainError {
  readonly code = 'NOT_FOUND';
  constructor(kind: string, id?: string) {
    super(id ? `There is no ${kind} ${id}, or you may not see it.` : `There is no such ${kind}, or you may not see it.`);
  }
}

/** CONFLICT: `expectedRevision` is not the record's, or a `commandId` came again with another input. */
export class Conflict extends DomainError {
  readonly code = 'CONFLICT';
}

/** FORBIDDEN: the role does not allow the operation at all, whatever the record. */
export class Forbidden extends DomainError {
  readonly code = 'FORBIDDEN';
}

/** UNAUTHENTICATED: no token, or one that is expired or not ours. */
export class Unauthenticated extends DomainError {
  readonly code = 'UNAUTHENTICATED';
}

/** UNAVAILABLE: a store or a dependency did not answer in time; the same command may be sent again with the same id. */
export class Unavailable extends DomainError {
  readonly code = 'UNAVAILABLE';
}
