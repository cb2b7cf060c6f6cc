/** Cost Explorer's door for main. */

export { billing } from './billing.ts';
export { examplePrices } from './prices/example-prices.ts';
export { PriceBook, readPriceList } from './prices/price-list.ts';
