import type { Express, Router } from 'express';

type Layer = Router['stack'][number];

/** Every route of an app as "GET /contacts/:id", also of the routers within that are mounted without a path. */
export function routesOf(app: Express): string[] {
  return [...new Set(routesIn(app.router.stack))].toSorted();
}

function routesIn(layers: Layer[]): string[] {
  return layers.flatMap(layer => {
    const { route, handle } = layer;
    if (route) {
      const methods = [...new Set(route.stack.map(({ method }) => method?.toUpperCase() ?? 'ALL'))];
      return [route.path].flat().flatMap(path => methods.map(method => `${method} ${path}`));
    }
    return isRouter(handle) && isMountedAtRoot(layer) ? routesIn(handle.stack) : [];
  });
}

const isRouter = (handle: unknown): handle is Router => typeof handle === 'function' && 'stack' in handle;
/** What express calls a layer without a path of its own (router 2.2, lib/layer.js). */
const isMountedAtRoot = (layer: Layer): boolean => 'slash' in layer && layer.slash === true;
