import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type RequestHandler, Router } from 'express';
import { bundleScript } from './bundle-script.ts';
import { iconSprite } from './icon-sprite.ts';
import { assetsFolder, packageFile } from './paths.ts';

interface Asset {
  type: string;
  plain: Buffer;
  packed: Buffer;
  version: string;
}

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.ico': 'image/x-icon',
};

/** Kept libraries, served by the program itself: the panel asks nothing of the internet. */
const vendored: Record<string, [name: string, file: string]> = {
  'vendor/tabler.css': ['@tabler/core', 'dist/css/tabler.min.css'],
  'vendor/htmx.js': ['htmx.org', 'dist/htmx.min.js'],
};

/** Folders of modules that use packages: served as one script each. */
const bundled = { 'flow-editor.js': 'flow-editor' };

/** Everything under /assets, read and packed once: a few hundred kilobytes that would otherwise be packed for every visitor. */
export interface Assets {
  /** The address of an asset, with a mark of its content so that browsers may keep it for ever. */
  url(name: string): string;
  serve: RequestHandler;
}

export function loadAssets(): Assets {
  const assets = new Map<string, Asset>();
  for (const file of ownFiles()) add(relative(assetsFolder, file), readFileSync(file));
  for (const [name, [packageName, file]] of Object.entries(vendored)) add(name, readFileSync(packageFile(packageName, file)));
  // The chat's own, which the panel records with too.
  add('recorder.js', readFileSync(join(assetsFolder, 'chat', 'recorder.js')));
  add('icons.svg', Buffer.from(iconSprite()));
  const bundles = new Map(Object.entries(bundled).map(([name, folder]) => [name, bundleScript(join(assetsFolder, folder))]));

  function add(name: string, content: Buffer, known?: string): Asset {
    // Source maps of the libraries are not served, so the browser is not told of them.
    const plain = Buffer.from(content.toString().replace(/\n?\/[/*]# sourceMappingURL=.*$/m, ''));
    const version = known ?? createHash('sha256').update(plain).digest('hex').slice(0, 10);
    const asset = { type: types[extname(name)] ?? 'application/octet-stream', plain, packed: gzipSync(plain), version };
    assets.set(name, asset);
    return asset;
  }

  async function find(name: string): Promise<Asset | undefined> {
    const bundle = bundles.get(name);
    return assets.get(name) ?? (bundle && add(name, await bundle.content(), bundle.version));
  }

  const serve = Router();
  serve.get('/*name', async (req, res, next) => {
    const asset = await find([req.params.name].flat().join('/'));
    if (!asset) return next();
    const fresh = req.query.v === asset.version;
    res.set({
      'Content-Type': asset.type,
      'Cache-Control': fresh ? 'public, max-age=31536000, immutable' : 'no-cache',
      ETag: `"${asset.version}"`,
      Vary: 'Accept-Encoding',
    });
    if (req.fresh) return void res.status(304).end();
    const packs = req.acceptsEncodings('gzip') === 'gzip';
    if (packs) res.set('Content-Encoding', 'gzip');
    res.send(packs ? asset.packed : asset.plain);
  });

  return { serve, url: name => `/assets/${name}?v=${(assets.get(name) ?? bundles.get(name))?.version ?? ''}` };
}

/** The chat page's files lie beside ours and are served by the chat itself; what is bundled is not served in pieces. */
function ownFiles(): string[] {
  return readdirSync(assetsFolder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && extname(entry.name) in types)
    .map(entry => join(entry.parentPath, entry.name))
    .filter(
      file => !['chat', ...Object.values(bundled)].some(folder => relative(assetsFolder, file).startsWith(join(folder, '/'))),
    );
}
