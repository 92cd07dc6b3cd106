import type { RequestHandler } from 'express';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { MountedRouter } from './panel-options.ts';

/**
 * A line for each request: what, how it ended, how long it took, who. Never the query, the body or a header, and of a messenger's
 * own addresses only where they are mounted: secrets stand in all of these.
 */
export function requestLog(log: Logger, clock: Clock, routers: MountedRouter[]): RequestHandler {
  return (req, res, next) => {
    const begun = clock.now().getTime();
    const path = routers.find(router => req.path.startsWith(router.path))?.path ?? req.path;
    res.on('finish', () => {
      const ms = clock.now().getTime() - begun;
      const staff = res.locals.viewer?.staff?.id;
      const line = { method: req.method, path, status: res.statusCode, ms, ...(staff && { staff }) };
      if (res.statusCode >= 500) log.warn(line, 'request');
      else if (req.method === 'GET') log.debug(line, 'request');
      else log.info(line, 'request');
    });
    next();
  };
}
