export { Inbox, messageBusContract, type BusUnderTest } from './message-bus.contract.js';
