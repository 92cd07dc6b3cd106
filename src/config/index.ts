export { type Config, readConfig, readLogLevel } from './read-config.ts';
export { deriveSecret, loadSecret } from './secrets.ts';
export { createVault, type Vault } from './vault.ts';
