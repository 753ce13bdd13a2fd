@{
    ModuleVersion        = '0.1.0'
    GUID                 = '5f0d6c9e-3c0b-4f6a-9b1e-2a7f4d8e6b10'
}
