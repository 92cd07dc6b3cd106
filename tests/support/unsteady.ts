import type { Reporter, TestModule } from 'vitest/node';

/** Names what passed only when it was asked again: a second try is for a machine that stalls, and each is worth a look. */
export class UnsteadyTests implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const names = modules.flatMap(({ relativeModuleId, children }) =>
      [...children.allTests()].filter(test => test.diagnostic()?.flaky).map(test => `  ${relativeModuleId} > ${test.fullName}`),
    );
    if (names.length > 0) process.stdout.write(`Passed only the second time:\n${names.join('\n')}\n`);
  }
}
