import { type Response, Router } from 'express';
import { z } from 'zod';
import { archiveProduct, listProducts, saveProduct } from '../../deals/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { errorText } from '../errors.ts';
import { renderPage } from '../render.ts';
import { requireRight } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { readAmount, words } from './words.ts';

const productForm = z.object({
  id: z.string().max(60).default(''),
  name: z.string().trim().max(200).default(''),
  price: z.string().max(40).default(''),
});
type Typed = z.infer<typeof productForm>;

/** The catalogue of products and services. */
export function productsRoutes(): Router {
  const router = Router();
  const sets = requireRight('settings');

  router.get('/settings/products', sets, (_req, res) => page(res));

  router.post('/settings/products', sets, async (req, res) => {
    const typed = productForm.parse(req.body);
    const viewer = viewerOf(res);
    const price = readAmount(typed.price);
    const problems: Record<string, string> = {
      ...(!typed.name && { name: words(viewer, 'settings.noName') }),
      ...(price === undefined && { price: words(viewer, 'form.badAmount') }),
    };
    if (price === undefined || problems.name) return refuse(res, typed, problems);
    try {
      await saveProduct({ name: typed.name, price, ...(typed.id && { id: typed.id }) });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return refuse(res, typed, { name: errorText(viewer.language, error) });
    }
    res.redirect(303, '/settings/products');
  });

  router.post('/settings/products/:id/archive', sets, async (req, res) => {
    const { on } = z.object({ on: z.enum(['0', '1']) }).parse(req.body);
    await archiveProduct(z.string().parse(req.params.id), on === '1');
    res.redirect(303, '/settings/products');
  });
  return router;
}

async function refuse(res: Response, typed: Typed, problems: Record<string, string>): Promise<void> {
  res.status(422);
  await page(res, typed, problems);
}

async function page(res: Response, typed?: Typed, problems: Record<string, string> = {}): Promise<void> {
  const known = (await listProducts()).map(product => {
    const mine = typed?.id === product.id ? { ...product, name: typed.name, price: typed.price, problems } : product;
    return { ...mine, place: product.id };
  });
  const fresh = { id: '', place: 'new', ...(typed && !typed.id && { ...typed, problems }) };
  renderPage(res, 'deal-products', { title: words(viewerOf(res), 'settings.products'), products: known, fresh });
}
