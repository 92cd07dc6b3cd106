import type { Response } from 'express';
import { viewerOf } from './viewer.ts';

type Values = Record<string, unknown>;

/** Answers with a whole page in the shell with the navigation, or in the plain one for who is not signed in. */
export function renderPage(res: Response, view: string, values: Values & { title: string }): void {
  const layout = viewerOf(res).staff ? 'main' : 'plain';
  res.render(`pages/${view}`, { ...common(res), layout, ...values });
}

/** Answers with a part of a page, for htmx to put in its place. */
export function renderPart(res: Response, partial: string, values: Values): void {
  res.render(`partials/${partial}`, { ...common(res), layout: false, ...values });
}

/** The same as a string: for what goes out over the event stream. */
export function partAsText(res: Response, partial: string, values: Values): Promise<string> {
  return new Promise((resolve, reject) => {
    res.render(`partials/${partial}`, { ...common(res), layout: false, ...values }, (error, text) =>
      error ? reject(error) : resolve(text),
    );
  });
}

function common(res: Response): Values {
  const { language, theme, staff, now } = viewerOf(res);
  return {
    // Whatever changes from this moment on comes over the event stream.
    made: now.getTime(),
    language,
    theme,
    isRussian: language === 'ru',
    csrf: res.locals.csrf,
    staff: staff && { name: staff.name, email: staff.email },
  };
}
