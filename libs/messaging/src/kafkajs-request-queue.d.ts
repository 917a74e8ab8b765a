declare module 'kafkajs/src/network/requestQueue/index.js' {
  /** An inner class of kafkajs: requests that wait to be sent on one connection. */
  export default class RequestQueue {
    readonly pending: readonly unknown[];
    scheduleCheckPendingRequests(this: RequestQueue): void;
  }
}
