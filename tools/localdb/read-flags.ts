import { parseArgs } from 'node:util';

export interface Flags {
  port: number;
  host: string;
  dbpath: string;
  version: boolean;
  /** Speed instead of safety: what is stored need not survive. Not a flag of mongod. */
  ephemeral: boolean;
}

const impossible: Record<string, string> = {
  replSet: 'a replica set',
  configsvr: 'a config server',
  shardsvr: 'a shard',
  auth: 'authentication',
  keyFile: 'authentication between members',
  tlsMode: 'TLS',
  config: 'a configuration file',
};

/** Reads mongod's flags. Those that would change nothing here (--storageEngine, --noauth, …) are passed over; one that asks for the impossible throws. */
export function readFlags(args: string[]): Flags {
  const { values } = parseArgs({
    args,
    strict: false,
    options: {
      port: { type: 'string' },
      bind_ip: { type: 'string' },
      dbpath: { type: 'string' },
      version: { type: 'boolean' },
      ephemeral: { type: 'boolean' },
    },
  });
  for (const [flag, what] of Object.entries(impossible))
    if (flag in values) throw new Error(`--${flag} is not possible: this stand-in for mongod cannot be or have ${what}`);

  const port = Number(values.port ?? 27017);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port ${values.port} is no port`);
  return {
    port,
    host: typeof values.bind_ip === 'string' ? values.bind_ip : '127.0.0.1',
    dbpath: typeof values.dbpath === 'string' ? values.dbpath : 'data',
    version: values.version === true,
    ephemeral: values.ephemeral === true,
  };
}
