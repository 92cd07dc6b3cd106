import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import { toMoney } from './deal.ts';

/** What is sold, with its usual price. */
export interface Product {
  id: string;
  name: string;
  /** In units of whatever currency the deal's pipeline has. */
  price: number;
  /** No longer offered; deals that have it keep it. */
  archived?: true;
}

type ProductDocument = Omit<Product, 'id'> & { _id: string };

const products = rawCollection<ProductDocument>(
  mongoose.model(
    'Product',
    new mongoose.Schema<ProductDocument>(
      { _id: String, name: String, price: Number, archived: Boolean },
      { collection: 'products', versionKey: false },
    ),
  ),
);

/** A catalogue is small: it is read as a whole. */
const mostProducts = 2000;

/** The catalogue by name. */
export async function listProducts(): Promise<Product[]> {
  const found = await products.find().limit(mostProducts).toArray();
  return found.map(({ _id, ...rest }) => ({ id: _id, ...rest })).toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Adds a product, or changes one. AppErrors `deals.bad_amount`, `deals.same_product`, `deals.too_many_products`. */
export async function saveProduct({
  id = newId(),
  name,
  price,
}: Omit<Product, 'id' | 'archived'> & { id?: string }): Promise<void> {
  if (!Number.isFinite(price) || price < 0)
    throw new AppError('deals.bad_amount', 'This is not a price.', { text: String(price) });
  const all = await listProducts();
  if (all.some(other => other.id !== id && other.name.toLowerCase() === name.toLowerCase()))
    throw new AppError('deals.same_product', `There is "${name}" already.`, { name });
  if (all.length >= mostProducts) throw new AppError('deals.too_many_products', 'The catalogue is full.', { most: mostProducts });
  await products.updateOne({ _id: id }, { $set: { name, price: toMoney(price) } }, { upsert: true });
}

/** Offers it no longer, or again. */
export async function archiveProduct(id: string, archived: boolean): Promise<void> {
  await products.updateOne({ _id: id }, archived ? { $set: { archived: true } } : { $unset: { archived: '' } });
}
