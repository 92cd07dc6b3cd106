import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { UnsteadyTests } from './tests/support/unsteady.ts';
import { withOneClassLiterals } from './tools/build/one-class-literals.ts';

/** What is tested is what the build makes of it. */
const lastStepOfBuild = {
  name: 'one-class-literals',
  enforce: 'post' as const,
  transform: (code: string, id: string) =>
    id.includes('node_modules') ? undefined : { code: withOneClassLiterals(code), map: null },
};

export default defineConfig({
  plugins: [lastStepOfBuild],
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/bench/**', '**/node_modules/**', 'dist/**'],
    globalSetup: ['tests/support/global-setup.ts'],
    pool: 'forks', // programs are started, killed and listened to
    // Loading the program anew for each file took half of the run. What a file leaves open is found by `leaves-nothing`.
    isolate: false,
    setupFiles: ['tests/support/leaves-nothing.ts'],
    // The usual number is one less than there are cores, and tests wait for databases and browsers half of their time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // On a shared machine a browser or a database may stall for longer than anything waits; what it was stands at the end of the run.
    retry: process.env.CI ? 1 : 0,
    reporters: ['default', new UnsteadyTests()],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
});
