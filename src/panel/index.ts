export { createPanel } from './create-panel.ts';
export { createService } from './create-service.ts';
export type { MountedRouter, PanelConfig, PanelOptions } from './panel-options.ts';
