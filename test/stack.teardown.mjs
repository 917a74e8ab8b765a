export default async function teardown() {
  await globalThis.paymoIssuer.stop();
  await globalThis.paymoInfrastructure.stop();
}
