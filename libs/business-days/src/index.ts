export { holdDeadline, holdSettings } from './hold-clock.js';
