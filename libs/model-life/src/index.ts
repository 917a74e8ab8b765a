export {
  type EventRow,
  insertEvent,
  type ModelRole,
  readEvents,
  readRoles,
  type RoleRow,
  servingVersion,
} from './life-statements.js';
export { askOrCrown, championBefore, crownPrevious, openRequest, type Promotion } from './promotion.js';
export { changeRoles, RoleChange } from './role-change.js';
export { readLife } from './read-life.js';
