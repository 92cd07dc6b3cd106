import { login, settings, setup } from './panel/account.ts';
import { api, webhooks } from './panel/api.ts';
import { audit } from './panel/audit.ts';
import { automationLog } from './panel/automation-log.ts';
import { automationProblems } from './panel/automation-problems.ts';
import { automationTemplates } from './panel/automation-templates.ts';
import { automations } from './panel/automations.ts';
import { broadcastProblems } from './panel/broadcast-errors.ts';
import { broadcasts } from './panel/broadcasts.ts';
import { card } from './panel/card.ts';
import { fields, grading } from './panel/card-settings.ts';
import { common } from './panel/common.ts';
import { alerts, composer, replies } from './panel/composer.ts';
import { consents } from './panel/consents.ts';
import { contacts } from './panel/contacts.ts';
import { content } from './panel/content.ts';
import { deals } from './panel/deals.ts';
import { deliveries } from './panel/deliveries.ts';
import { dialogues } from './panel/dialogues.ts';
import { duplicates } from './panel/duplicates.ts';
import { errors } from './panel/errors.ts';
import { files } from './panel/files.ts';
import { flowEditor } from './panel/flow-editor.ts';
import { flows } from './panel/flows.ts';
import { funnel } from './panel/funnel.ts';
import { imports } from './panel/imports.ts';
import { inbox, message } from './panel/inbox.ts';
import { jobs } from './panel/jobs.ts';
import { messengers } from './panel/messengers.ts';
import { queues } from './panel/queues.ts';
import { report } from './panel/report.ts';
import { revisions } from './panel/revisions.ts';
import { search } from './panel/search.ts';
import { segmentFields } from './panel/segment-fields.ts';
import { segments } from './panel/segments.ts';
import { sending } from './panel/sending.ts';
import { join, security, staff } from './panel/staff.ts';
import { tasks } from './panel/tasks.ts';

/** The words of the panel, put together of those of its pages. */
export const panel = {
  ...common,
  login,
  setup,
  errors,
  files,
  settings,
  jobs,
  messengers,
  sending,
  search,
  segmentFields,
  segments,
  flows: { ...flows, ...flowEditor },
  report,
  revisions,
  dialogues,
  automationLog,
  automationProblems,
  automationTemplates,
  automations,
  broadcastProblems,
  deals,
  deliveries,
  duplicates,
  funnel,
  imports,
  inbox,
  queues,
  composer,
  replies,
  alerts,
  message,
  consents,
  contacts,
  staff,
  join,
  security,
  audit,
  api,
  webhooks,
  card,
  broadcasts,
  content,
  fields,
  grading,
  tasks,
};
