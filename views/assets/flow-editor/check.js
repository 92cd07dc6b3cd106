// Has the text checked a moment after the last key. Only the newest answer counts.

const pauseMs = 300;
const againMs = 4000;

export function createCheck({ server, onChecked, onFailed }) {
  let timer;
  let asking;

  async function now(yaml) {
    clearTimeout(timer);
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const checked = await server.check(yaml, signal);
      if (!signal.aborted) onChecked(checked, yaml);
    } catch (error) {
      if (signal.aborted) return;
      onFailed(error);
      timer = setTimeout(() => now(yaml), againMs);
    }
  }

  return {
    now,
    soon(yaml) {
      clearTimeout(timer);
      timer = setTimeout(() => now(yaml), pauseMs);
    },
  };
}
