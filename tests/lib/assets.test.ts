import { afterAll, describe, expect, it } from 'vitest';
import { createAssets } from '../../src/lib/assets.ts';
import { serveApp } from '../support/serve-app.ts';

const files = {
  'page.js': "// The page.\nimport { say } from './words.js';\nimport './parts/list.js';\nsay('./words.js');\n",
  'words.js': "export { say } from './say.js';\n",
  'say.js': 'export const say = console.log;\n',
  'parts/list.js': "import { say } from './item.js';\nsay();\n",
  'parts/item.js': 'export const say = () => {};\n//# sourceMappingURL=item.js.map\n',
  'page.css': 'p { color: red }\n',
};
const made = (changed: Record<string, string> = {}) =>
  createAssets(new Map(Object.entries({ ...files, ...changed }).map(([name, text]) => [name, Buffer.from(text)])));

describe('the address of an asset', () => {
  it('changes with what the file, or any module that it imports, says', () => {
    const [before, after] = [made(), made({ 'say.js': 'export const say = alert;\n' })];
    const changed = Object.keys(files).filter(name => before.address(name) !== after.address(name));
    expect(changed).toEqual(['page.js', 'words.js', 'say.js']);
    expect(before.address('page.css')).toMatch(/^page\.css\?v=[0-9a-f]{10}$/);
  });

  it('is told of all that a module imports', () => {
    const assets = made();
    const names = ['words.js', 'say.js', 'parts/list.js', 'parts/item.js'];
    expect(assets.importsOf('page.js').toSorted()).toEqual(names.map(assets.address).toSorted());
    expect(assets.importsOf('page.css')).toEqual([]);
  });

  it('cannot be told of modules that import each other, or what is not there', () => {
    expect(() => made({ 'say.js': "import './page.js';\n" })).toThrow('page.js imports words.js imports say.js imports page.js');
    expect(() => made({ 'say.js': "import './gone.js';\n" })).toThrow('say.js imports gone.js');
  });
});

describe('an asset', async () => {
  const assets = made();
  const server = await serveApp((req, res) => {
    const { pathname } = new URL(req.url ?? '', 'http://localhost');
    if (!assets.serve(pathname.slice(1), req, res)) res.writeHead(404).end();
  });
  afterAll(() => server.stop());
  const ask = (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}/${path}`, { headers });

  it('is kept for ever under its address, and asked for again under any other', async () => {
    const marked = await ask(assets.address('page.js'));
    expect(marked.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    for (const path of ['page.js', 'page.js?v=0123456789'])
      expect((await ask(path)).headers.get('cache-control')).toBe('no-cache');
    expect((await ask('gone.js')).status).toBe(404);
  });

  it('imports by addresses, wherever it lies, and says the rest as it was written', async () => {
    const page = await (await ask('page.js')).text();
    const [words, list] = ['words.js', 'parts/list.js'].map(assets.address);
    expect(page).toBe(`// The page.\nimport { say } from './${words}';\nimport './${list}';\nsay('./words.js');\n`);
    const item = assets.address('parts/item.js').replace('parts/', '');
    expect(await (await ask('parts/list.js')).text()).toContain(`from './${item}'`);
    expect(await (await ask('parts/item.js')).text()).not.toContain('sourceMappingURL');
  });

  it('is not sent again to whoever has it, also where a proxy has packed it', async () => {
    const tag = (await ask('page.css')).headers.get('etag') ?? '';
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`])
      expect((await ask('page.css', { 'if-none-match': known })).status).toBe(304);
    expect((await ask('page.css', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('is packed for whoever can unpack it', async () => {
    const packed = await ask('page.css', { 'accept-encoding': 'br, gzip' });
    expect([packed.headers.get('content-encoding'), await packed.text()]).toEqual(['gzip', files['page.css']]);
    const plain = await ask('page.css', { 'accept-encoding': 'identity' });
    expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, files['page.css']]);
  });
});
