import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type RequestHandler, Router } from 'express';
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
  add('icons.svg', Buffer.from(iconSprite()));

  function add(name: string, content: Buffer) {
    // Source maps of the libraries are not served, so the browser is not told of them.
    const plain = Buffer.from(content.toString().replace(/\n?\/[/*]# sourceMappingURL=.*$/m, ''));
    const version = createHash('sha256').update(plain).digest('hex').slice(0, 10);
    assets.set(name, { type: types[extname(name)] ?? 'application/octet-stream', plain, packed: gzipSync(plain), version });
  }

  const serve = Router();
  serve.get('/*name', (req, res, next) => {
    const asset = assets.get([req.params.name].flat().join('/'));
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

  return { serve, url: name => `/assets/${name}?v=${assets.get(name)?.version ?? ''}` };
}

/** The chat page's files lie beside ours and are served by the chat itself. */
function ownFiles(): string[] {
  return readdirSync(assetsFolder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && extname(entry.name) in types)
    .map(entry => join(entry.parentPath, entry.name))
    .filter(file => !relative(assetsFolder, file).startsWith('chat'));
}
