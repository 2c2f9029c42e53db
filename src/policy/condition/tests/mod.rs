mod differential;
pub(in crate::policy) mod generate;
