export { createPanel } from './create-panel.ts';
export { createService } from './create-service.ts';
export type { PanelOptions } from './panel-options.ts';
