export { createPanel } from './create-panel.ts';
export type { Desk, StaffMember } from './desk.ts';
export type { MountedRouter, PanelConfig, PanelOptions } from './panel-options.ts';
