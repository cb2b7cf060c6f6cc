/** Cost Explorer's door for main. */

export { type Bill, billing } from './billing.ts';
export { examplePrices } from './prices/example-prices.ts';
export { PriceBook, readPriceList } from './prices/price-list.ts';
