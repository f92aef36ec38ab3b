/** Injection tokens for what is not a class of service-kit. */

/** The service's {@link CommandHandler}. */
export const COMMAND_HANDLER = Symbol('COMMAND_HANDLER');
/** The service's views: {@link ServiceViews}. */
export const VIEWS = Symbol('VIEWS');
/** The service's event store: {@link EventStore}. */
export const EVENT_STORE = Symbol('EVENT_STORE');
/** The service's environment: {@link ServiceEnvironment}. */
export const ENVIRONMENT = Symbol('ENVIRONMENT');
/** The service's log: {@link Log}. */
export const LOG = Symbol('LOG');
/** Between events in code and at rest: {@link EventCodec}. */
export const CODEC = Symbol('CODEC');
