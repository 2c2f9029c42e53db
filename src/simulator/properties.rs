//! Owns the names of what a user has in Graph, and which of it delta follows.

/// A property of `microsoft.graph.user`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Property {
    Id,
    UserPrincipalName,
    DisplayName,
    GivenName,
    Surname,
    Mail,
    JobTitle,
    Department,
    EmployeeType,
    UserType,
    CompanyName,
    Country,
    UsageLocation,
    AccountEnabled,
    CreatedDateTime,
    BusinessPhones,
    MobilePhone,
    OfficeLocation,
    PreferredLanguage,
    AssignedLicenses,
    LicenseAssignmentStates,
    SignInActivity,
    /// A navigation property; only delta takes it in `$select` [V].
    Manager,
}

impl Property {
    pub const ALL: [Self; 23] = [
        Self::Id,
        Self::UserPrincipalName,
        Self::DisplayName,
        Self::GivenName,
        Self::Surname,
        Self::Mail,
        Self::JobTitle,
        Self::Department,
        Self::EmployeeType,
        Self::UserType,
        Self::CompanyName,
        Self::Country,
        Self::UsageLocation,
        Self::AccountEnabled,
        Self::CreatedDateTime,
        Self::BusinessPhones,
        Self::MobilePhone,
        Self::OfficeLocation,
        Self::PreferredLanguage,
        Self::AssignedLicenses,
        Self::LicenseAssignmentStates,
        Self::SignInActivity,
        Self::Manager,
    ];
    /// What a user has when nothing is selected [V].
    pub const DEFAULT: [Self; 11] = [
        Self::BusinessPhones,
        Self::DisplayName,
        Self::GivenName,
        Self::JobTitle,
        Self::Mail,
        Self::MobilePhone,
        Self::OfficeLocation,
        Self::PreferredLanguage,
        Self::Surname,
        Self::UserPrincipalName,
        Self::Id,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::UserPrincipalName => "userPrincipalName",
            Self::DisplayName => "displayName",
            Self::GivenName => "givenName",
            Self::Surname => "surname",
            Self::Mail => "mail",
            Self::JobTitle => "jobTitle",
            Self::Department => "department",
            Self::EmployeeType => "employeeType",
            Self::UserType => "userType",
            Self::CompanyName => "companyName",
            Self::Country => "country",
            Self::UsageLocation => "usageLocation",
            Self::AccountEnabled => "accountEnabled",
            Self::CreatedDateTime => "createdDateTime",
            Self::BusinessPhones => "businessPhones",
            Self::MobilePhone => "mobilePhone",
            Self::OfficeLocation => "officeLocation",
            Self::PreferredLanguage => "preferredLanguage",
            Self::AssignedLicenses => "assignedLicenses",
            Self::LicenseAssignmentStates => "licenseAssignmentStates",
            Self::SignInActivity => "signInActivity",
            Self::Manager => "manager",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|property| property.name() == name)
    }
}

/// A set of properties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Properties(u32);

impl Properties {
    pub const NONE: Self = Self(0);
    /// Somebody came, came back, or left: everything about them is news.
    pub const EVERYTHING: Self = Self(u32::MAX);

    pub fn of(all: &[Property]) -> Self {
        all.iter().fold(Self::NONE, |set, property| set.with(*property))
    }

    pub fn with(self, property: Property) -> Self {
        Self(self.0 | 1 << property as u32)
    }

    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn has(self, property: Property) -> bool {
        self.0 & (1 << property as u32) != 0
    }

    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}
