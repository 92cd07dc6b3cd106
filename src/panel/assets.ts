import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { type RequestHandler, Router } from 'express';
import { createAssets, isAsset } from '../lib/assets.ts';
import { bundleScript } from './bundle-script.ts';
import { iconSprite } from './icon-sprite.ts';
import { assetsFolder, packageFile } from './paths.ts';

/** Kept libraries, served by the program itself: the panel asks nothing of the internet. */
const vendored: Record<string, [name: string, file: string]> = {
  'vendor/tabler.css': ['@tabler/core', 'dist/css/tabler.min.css'],
  'vendor/htmx.js': ['htmx.org', 'dist/htmx.min.js'],
};

/** Folders of modules that use packages: served as one script each. */
const bundled = { 'flow-editor.js': 'flow-editor' };

/** Everything under /assets. */
export interface PanelAssets {
  /** The address of an asset, for ever of this content. */
  url(name: string): string;
  serve: RequestHandler;
}

export function loadAssets(): PanelAssets {
  const assets = createAssets(
    new Map([
      ...ownFiles(),
      ...Object.entries(vendored).map(
        ([name, [packageName, file]]) => [name, readFileSync(packageFile(packageName, file))] as const,
      ),
      // The chat's own, which the panel records with too.
      ['recorder.js', readFileSync(join(assetsFolder, 'chat', 'recorder.js'))],
      ['icons.svg', Buffer.from(iconSprite())],
    ]),
  );
  const bundles = new Map(Object.entries(bundled).map(([name, folder]) => [name, bundleScript(join(assetsFolder, folder))]));

  const serve = Router();
  serve.get('/*name', async (req, res, next) => {
    const name = [req.params.name].flat().join('/');
    if (assets.serve(name, req, res)) return;
    const bundle = bundles.get(name);
    if (!bundle) return next();
    assets.add(name, await bundle.content(), bundle.version);
    assets.serve(name, req, res);
  });

  const address = (name: string) => {
    const bundle = bundles.get(name);
    return bundle ? `${name}?v=${bundle.version}` : assets.address(name);
  };
  return { serve, url: name => `/assets/${address(name)}` };
}

/** The chat page's files lie beside ours and are served by the chat itself; what is bundled is not served in pieces. */
function ownFiles(): [name: string, content: Buffer][] {
  const elsewhere = ['chat', ...Object.values(bundled)].map(folder => `${folder}/`);
  return readdirSync(assetsFolder, { recursive: true, encoding: 'utf8' })
    .map(file => file.split(sep).join('/'))
    .filter(name => isAsset(name) && !elsewhere.some(folder => name.startsWith(folder)))
    .map(name => [name, readFileSync(join(assetsFolder, name))]);
}
