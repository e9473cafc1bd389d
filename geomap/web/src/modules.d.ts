declare module "*.png" {
  const url: string;
  export default url;
}
declare module "jquery" {
  const jQuery: unknown;
  export default jQuery;
}
