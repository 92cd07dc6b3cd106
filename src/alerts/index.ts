export { type Alert, type AlertKind, type AlertTopic, alertKinds, alertTopics, concerns, topicOf } from './alert.ts';
export { alertHeld } from './alert-held.ts';
export {
  type AlertSettings,
  alertSettingsOf,
  changeAlertSettings,
  noteSeen,
  recentAlertSettings,
  type StaffLink,
} from './alert-settings.ts';
export { type AlertFacts, alertStaff } from './alert-store.ts';
export { alertTask } from './alert-task.ts';
export { type Alerter, createAlerter } from './create-alerter.ts';
export { alertsOf, beginning, missedAlerts, nameOf } from './customer-alerts.ts';
export { linkPrefix, makeLinkCode, unlinkMessenger } from './link-messenger.ts';
export { createStaffIntake, type StaffIntake } from './staff-intake.ts';
