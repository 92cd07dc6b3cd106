import express, { type Express } from 'express';
import { z } from 'zod';
import { changeProfile } from '../staff/index.ts';
import { languages } from '../texts/index.ts';
import { alertsRoutes } from './alerts.routes.ts';
import { apiRoutes } from './api/index.ts';
import { keysRoutes } from './api/keys.routes.ts';
import { webhooksRoutes } from './api/webhooks.routes.ts';
import { loadAssets } from './assets.ts';
import { authRoutes } from './auth.routes.ts';
import { hooksRoutes } from './automations/hooks.routes.ts';
import { automationPages } from './automations/index.ts';
import { broadcastPages } from './broadcasts/index.ts';
import { reportRoutes } from './broadcasts/report/report.routes.ts';
import { fieldsSettingsRoutes } from './card/fields-settings.routes.ts';
import { gradingRoutes } from './card/grading.routes.ts';
import { cleanForm } from './clean-form.ts';
import { composerRoutes } from './composer.routes.ts';
import { consentsPages } from './consents/index.ts';
import { contactsRoutes } from './contacts.routes.ts';
import { csrf } from './csrf.ts';
import { dealsPages } from './deals/index.ts';
import { duplicatesRoutes } from './duplicates/duplicates.routes.ts';
import { errorPage, notFound } from './errors.ts';
import { filesRoutes } from './files.routes.ts';
import { flowDialoguesRoutes } from './flow-dialogues.routes.ts';
import { flowEditorRoutes } from './flow-editor.routes.ts';
import { flowFunnelRoutes } from './flow-funnel.routes.ts';
import { flowRevisionsRoutes } from './flow-revisions.routes.ts';
import { flowsRoutes } from './flows.routes.ts';
import { healthRoutes } from './health.routes.ts';
import { historyRoutes } from './history.routes.ts';
import { exportRoutes } from './imports/export.routes.ts';
import { importRoutes } from './imports/import.routes.ts';
import { inboxRoutes } from './inbox.routes.ts';
import { jobsRoutes } from './jobs/jobs.routes.ts';
import { linksRoutes } from './links.routes.ts';
import { liveRoutes } from './live.routes.ts';
import { messengersRoutes } from './messengers.routes.ts';
import type { PanelOptions } from './panel-options.ts';
import { queueSettingsRoutes } from './queues/settings.routes.ts';
import { repliesRoutes } from './replies.routes.ts';
import { requestLog } from './request-log.ts';
import { requireStaff } from './require-staff.ts';
import { searchRoutes } from './search/search.routes.ts';
import { securityHeaders } from './security-headers.ts';
import { segmentPages } from './segments/index.ts';
import { sendingRoutes } from './sending.routes.ts';
import { isHttps, sessions } from './sessions.ts';
import { rememberLanguage, settingsRoutes } from './settings.routes.ts';
import { loadShell } from './shell.ts';
import { auditOfRoutes } from './staff/audit-of-routes.ts';
import { joinRoutes } from './staff/join.routes.ts';
import { staffPages } from './staff/staff-pages.ts';
import { allTasksRoutes } from './tasks/index.ts';
import { trashRoutes } from './trash.routes.ts';
import { recognizeViewer, viewerOf } from './viewer.ts';
import { useViews } from './views.ts';

/** Addresses behind the sign-in. Any other unknown address is a plain 404 for everybody. */
const staffOnly = [
  '/inbox',
  '/contacts',
  '/flows',
  '/messengers',
  '/settings',
  '/files',
  '/live',
  '/tasks',
  '/deals',
  '/search',
  '/broadcasts',
  '/automations',
  '/content',
  '/segments',
];

/**
 * The program's whole HTTP side: health, the messengers' own routers, the panel. Listens to nothing by itself.
 */
export function createPanel(options: PanelOptions): Express {
  const { config, clock, log, routers = [] } = options;
  const app = express();
  const assets = loadAssets();
  app.disable('x-powered-by');
  // One proxy that ends TLS stands in front of an installation with an https address; otherwise addresses in headers are anybody's word.
  app.set('trust proxy', isHttps(config.publicUrl) ? 1 : 'loopback');
  useViews(app, assets);

  const links = linksRoutes(options);
  app.use(requestLog(log, clock, [...routers, { path: '/l/', router: links }]));
  for (const { path, router } of routers) app.use(path, router);
  app.use(healthRoutes(options));
  app.use(links);
  // Before sessions: other programs bring a key, or a secret in the address, and no cookie.
  app.use('/api/v1', apiRoutes(options));
  app.use(hooksRoutes(options));

  app.use(securityHeaders(config.publicUrl));
  app.use('/assets', assets.serve);
  app.use(sessions(options));
  // A form writes a Russian letter with six bytes, and dialogues are long.
  app.use(['/flows', '/broadcasts', '/automations', '/content'], express.urlencoded({ extended: false, limit: '4mb' }));
  app.use(express.urlencoded({ extended: false, limit: '200kb' }));
  app.use(cleanForm);
  app.use(recognizeViewer(options));
  // Some addresses answer with a page, or with a part of it for htmx: a browser that goes back must not show the one it kept for the other.
  app.use((_req, res, next) => {
    res.vary('HX-Request');
    next();
  });

  app.get('/', (_req, res) => res.redirect(303, '/inbox'));
  app.use(authRoutes(options));
  app.use(joinRoutes(options));
  app.post('/language', csrf, async (req, res) => {
    const { language } = z.object({ language: z.enum(languages) }).parse(req.body);
    const { staff } = viewerOf(res);
    if (staff) await changeProfile(staff.id, { language });
    rememberLanguage(res, language);
    res.redirect(303, safeReferrer(req.get('referer')));
  });

  app.use(staffOnly, requireStaff, csrf);
  app.use(auditOfRoutes(options));
  app.use(loadShell(options));
  app.use(composerRoutes(options));
  app.use(historyRoutes(options));
  app.use(inboxRoutes(options));
  app.use(duplicatesRoutes(options));
  app.use(trashRoutes(options));
  app.use(importRoutes(options));
  app.use(exportRoutes(options));
  app.use(consentsPages(options));
  app.use(contactsRoutes(options));
  app.use(filesRoutes(options));
  app.use(liveRoutes(options));
  app.use(flowsRoutes(options));
  app.use(flowFunnelRoutes(options));
  app.use(flowEditorRoutes({ ...options, icon: name => `${assets.url('icons.svg')}#${name}` }));
  app.use(flowRevisionsRoutes(options));
  app.use(flowDialoguesRoutes(options));
  app.use(searchRoutes());
  app.use(segmentPages());
  app.use(sendingRoutes(options));
  app.use(messengersRoutes(options));
  app.use(allTasksRoutes(options));
  app.use(dealsPages(options));
  app.use(reportRoutes(options));
  app.use(broadcastPages(options));
  app.use(automationPages(options));
  app.use(fieldsSettingsRoutes(options));
  app.use(gradingRoutes(options));
  app.use(queueSettingsRoutes(options));
  app.use(settingsRoutes(options));
  app.use(alertsRoutes(options));
  app.use(repliesRoutes(options));
  app.use(staffPages(options));
  app.use(keysRoutes(options));
  app.use(webhooksRoutes(options));
  app.use(jobsRoutes(options));

  app.use(notFound);
  app.use(errorPage(options));
  return app;
}

/** Back to the page the switch stands on; only its path, never another site. */
function safeReferrer(referrer: string | undefined): string {
  if (!referrer || !URL.canParse(referrer)) return '/login';
  const { pathname, search } = new URL(referrer);
  return pathname.startsWith('//') ? '/login' : pathname + search;
}
