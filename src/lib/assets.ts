import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { posix } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A file as browsers get it. */
interface Asset {
  type: string;
  plain: Buffer;
  packed: Buffer;
  version: string;
}

/**
 * Files for browsers, packed once. Each has an address with a mark of its content, and modules ask for each other by such addresses: a
 * browser keeps them for ever, and after an update asks for what has changed and whatever imports it.
 */
export interface Assets {
  /** The name with its mark, `panel.js?v=0123abcdef`; an unknown name has no mark. */
  address(name: string): string;
  /** The addresses of the modules that one imports, and those that they import. */
  importsOf(name: string): string[];
  /** Adds what is made later than the rest; `version` where it was told before its content was there. */
  add(name: string, content: Buffer, version: string): void;
  /** Answers a request for a file; false, and nothing said, where there is none of this name. */
  serve(name: string, req: IncomingMessage, res: ServerResponse): boolean;
}

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.ico': 'image/x-icon',
};

/** Kinds of files that are assets; whatever else lies beside them is not for browsers. */
export const isAsset = (file: string): boolean => posix.extname(file) in types;

/** A module beside the one that imports it. */
const imported = /(?<=^(?:import|export)\b[^'"\n]*['"])\.\/[\w./-]+\.js(?=['"];?$)/gm;

/** Throws where modules import each other in a circle, or import what is not there. */
export function createAssets(files: ReadonlyMap<string, Buffer>): Assets {
  const assets = new Map<string, Asset>();
  const imports = new Map<string, string[]>();
  for (const name of files.keys()) read(name, []);

  function read(name: string, importers: string[]): Asset {
    const known = assets.get(name);
    if (known) return known;
    const content = files.get(name);
    const path = [...importers, name];
    if (!content || importers.includes(name)) throw new Error(`${path.join(' imports ')}, which cannot be.`);
    const text = content.toString();
    if (!name.endsWith('.js')) return keep(name, text);
    const found = new Set<string>();
    const marked = text.replace(imported, specifier => {
      const module = posix.join(posix.dirname(name), specifier);
      const { version } = read(module, path);
      for (const one of [module, ...(imports.get(module) ?? [])]) found.add(one);
      return `${specifier}?v=${version}`;
    });
    imports.set(name, [...found]);
    return keep(name, marked);
  }

  function keep(name: string, text: string, version?: string): Asset {
    // Source maps of the libraries are not served, so the browser is not told of them.
    const plain = Buffer.from(text.replace(/\n?\/[/*]# sourceMappingURL=.*$/m, ''));
    const asset = {
      type: types[posix.extname(name)] ?? 'application/octet-stream',
      plain,
      packed: gzipSync(plain),
      version: version ?? createHash('sha256').update(plain).digest('hex').slice(0, 10),
    };
    assets.set(name, asset);
    return asset;
  }

  const address = (name: string) => `${name}?v=${assets.get(name)?.version ?? ''}`;
  return {
    address,
    importsOf: name => (imports.get(name) ?? []).map(address),
    add: (name, content, version) => void keep(name, content.toString(), version),
    serve(name, req, res) {
      const asset = assets.get(name);
      if (!asset) return false;
      const etag = `"${asset.version}"`;
      const isMarked = new URL(req.url ?? '', 'http://localhost').searchParams.get('v') === asset.version;
      res.setHeader('Content-Type', asset.type);
      res.setHeader('Cache-Control', isMarked ? 'public, max-age=31536000, immutable' : 'no-cache');
      res.setHeader('ETag', etag);
      res.setHeader('Vary', 'Accept-Encoding');
      if (req.headers['if-none-match']?.includes(etag)) {
        res.writeHead(304).end();
        return true;
      }
      const isPacked = /\bgzip\b/.test(String(req.headers['accept-encoding']));
      const body = isPacked ? asset.packed : asset.plain;
      if (isPacked) res.setHeader('Content-Encoding', 'gzip');
      res.writeHead(200, { 'Content-Length': body.length }).end(body);
      return true;
    },
  };
}
