export { createPanel } from './create-panel.ts';
export { createService } from './create-service.ts';
export type { MountedRouter, PanelOptions } from './panel-options.ts';
