export { searchIndexContract, document } from './search-index.contract.js';
