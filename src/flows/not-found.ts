import { AppError } from '../lib/app-error.ts';

export const notFound = (flow: string): AppError => new AppError('flows.not_found', 'There is no such flow.', { flow });
