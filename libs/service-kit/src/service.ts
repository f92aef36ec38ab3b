import type { Type, Provider } from '@nestjs/common';
import type { Policy, View } from '@throughline/views';

/** A department's service, in one place: what it has. `main.ts` boots it alone, `deploy/embedded` boots all in one process. */
export interface ServiceManifest {
  /** `sales`: its database, its topic `throughline.sales.v1`, its subgraph. */
  readonly name: string;
  /** The folder of `schema.graphql`, as a file URL. */
  readonly schema: URL;
  readonly views: readonly View<any, any>[];
  readonly policies?: readonly Policy<any, any, any, any>[];
  /** Nest resolvers, controllers and further providers. */
  readonly resolvers: readonly Type[];
  readonly controllers?: readonly Type[];
  readonly providers?: readonly Provider[];
}
