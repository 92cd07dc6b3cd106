export { attachFiles } from './attach-file.ts';
export { contentRoutes } from './content.routes.ts';
export { contentMessengers, presentContent } from './present-content.ts';
export { presentProblems, sayProblem } from './present-problems.ts';
export { shown as showMessages } from './preview.ts';
export { readContent } from './read-content.ts';
