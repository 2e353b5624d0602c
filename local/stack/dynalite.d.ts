declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** An HTTP server that speaks DynamoDB's wire protocol, in memory unless a path is given. */
  function dynalite(options?: { readonly createTableMs?: number }): Server;
  export = dynalite;
}
