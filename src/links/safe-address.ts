/**
 * The filled address if it leads where its author wrote: by http or https, and to a host that no value from outside is a part of. Otherwise
 * nothing: a link of ours must not become a way to anywhere.
 */
export function safeAddress({ template, url }: { template: string; url: string }): string | undefined {
  const [one, other] = ['a', 'b'].map(value => hostOf(template.replace(/\{\{.*?\}\}/gs, value)));
  const host = hostOf(url);
  return host !== undefined && host === one && host === other ? url : undefined;
}

function hostOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, host, username, password } = new URL(address);
  return /^https?:$/.test(protocol) && username === '' && password === '' ? host : undefined;
}
