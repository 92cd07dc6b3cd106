import { totalmem } from 'node:os';

const MB = 1024 ** 2;

/** Settings of PostgreSQL for a local database on a machine that does other things too. */
export function postgresSettings(socketDir: string, ephemeral: boolean): Record<string, string> {
  return {
    shared_preload_libraries: 'pg_cron,pg_documentdb_core,pg_documentdb',
    'cron.database_name': 'postgres',
    listen_addresses: '',
    unix_socket_directories: socketDir,
    // DocumentDB and pg_cron call back into the server over libpq.
    'documentdb.localhost_connection_string': `host=${socketDir}`,
    'cron.host': socketDir,
    'documentdb_core.enableCollation': 'on',
    // Otherwise an open cursor over a sorted result holds a session, and some dozens of them the whole server.
    'documentdb.useFileBasedPersistedCursors': 'on',
    'documentdb.defaultCursorExpiryTimeLimitSeconds': '660', // the gateway closes idle ones earlier
    'cron.log_run': 'off', // its table would grow for ever
    jit: 'off',
    shared_buffers: `${sharedBuffersFor(memory())}MB`,
    io_method: 'sync', // no helper processes for files that are in the system's cache anyway
    max_parallel_workers_per_gather: '0', // starting a helper costs more than a small table's scan
    // Nobody replicates from here, so its log may be the shortest.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_logical_replication_workers: '0',
    max_connections: '60',
    ...(ephemeral && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
}

/**
 * How much of so many bytes of memory the database keeps pages in, MB. PostgreSQL's manual proposes a quarter on a machine of its own ("Resource
 * Consumption"); here it is an eighth, 128 at least, and 512 at most: with that a million rows are written a third faster than with 128.
 */
export function sharedBuffersFor(bytes: number): number {
  return Math.min(Math.max(Math.floor(bytes / 8 / MB), 128), 512);
}

/** That of the machine, or what a container may use of it. */
const memory = (): number => Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem());
