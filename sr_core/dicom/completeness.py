"""Completeness: parts of a header that mean something only with other parts, and are removed without them (PS3.3).

An item of a sequence needs its attributes of type 1, and an optional module all of its required ones.
Sequences without a rule here belong to other kinds of objects, or to frames and pixels that the result does not have.
"""

from pydicom.dataset import Dataset

_DESIGNATED = ("CodeValue", "LongCodeValue")
_CODES = (*_DESIGNATED, "URNCodeValue")
_CODE = (*_CODES, "CodingSchemeDesignator", "CodingSchemeVersion", "CodeMeaning")
"""Attributes of a code (PS3.3 8.8); those of its context group depend on one another, and say nothing more."""
_CODED = (
    "AnatomicRegionSequence", "ContrastBolusAdministrationRouteSequence", "ContrastBolusAgentSequence",
    "PrimaryAnatomicStructureSequence",
)  # fmt: skip
"""Sequences of codes whose names do not end as those of all others do."""
_MODIFIERS = {
    "AnatomicRegionSequence": "AnatomicRegionModifierSequence",
    "PrimaryAnatomicStructureSequence": "PrimaryAnatomicStructureModifierSequence",
    "ViewCodeSequence": "ViewModifierCodeSequence",
}
"""Sequence of codes -> sequence of codes that may only stand within its items."""
_ENTITY = (("LocalNamespaceEntityID", "UniversalEntityID"),)
_PERSON = (("PersonIdentificationCodeSequence",), ("InstitutionName", "InstitutionCodeSequence"))
_REFERENCE = (("ReferencedSOPClassUID",), ("ReferencedSOPInstanceUID",))
_ITEMS: dict[str, tuple[tuple[str, ...], ...]] = {
    "AssigningFacilitySequence": _ENTITY,
    "BreedRegistrationSequence": (("BreedRegistrationNumber",), ("BreedRegistryCodeSequence",)),
    "CodingSchemeIdentificationSequence": (("CodingSchemeDesignator",),),
    "ConsultingPhysicianIdentificationSequence": _PERSON,
    "ContributingEquipmentSequence": (("Manufacturer",), ("PurposeOfReferenceCodeSequence",)),
    "GeneticModificationsSequence": (("GeneticModificationsDescription",), ("GeneticModificationsNomenclature",)),
    "IssuerOfAccessionNumberSequence": _ENTITY,
    "IssuerOfAdmissionIDSequence": _ENTITY,
    "IssuerOfPatientIDQualifiersSequence": (),
    "IssuerOfServiceEpisodeIDSequence": _ENTITY,
    "OperatorIdentificationSequence": _PERSON,
    "OrderFillerIdentifierSequence": _ENTITY,
    "OrderPlacerIdentifierSequence": _ENTITY,
    "OtherPatientIDsSequence": (("PatientID",), ("TypeOfPatientID",)),
    "PerformingPhysicianIdentificationSequence": _PERSON,
    "PhysiciansOfRecordIdentificationSequence": _PERSON,
    "PhysiciansReadingStudyIdentificationSequence": _PERSON,
    "ReferencedImageSequence": _REFERENCE,
    "ReferencedPatientSequence": _REFERENCE,
    "ReferencedPerformedProcedureStepSequence": _REFERENCE,
    "ReferencedStudySequence": _REFERENCE,
    "ReferringPhysicianIdentificationSequence": _PERSON,
    "RequestAttributesSequence": (("RequestedProcedureID", "ScheduledProcedureStepID"),),
    "StrainStockSequence": (("StrainStockNumber",), ("StrainSource",), ("StrainSourceRegistryCodeSequence",)),
    "UDISequence": (("UniqueDeviceIdentifier",),),
}  # fmt: skip
"""Sequence that is kept -> attributes that each of its items must hold, each by one of its names."""
_VALUES = {
    "CODE": ("ConceptCodeSequence",), "DATE": ("Date",), "DATETIME": ("DateTime",),
    "NUMERIC": ("NumericValue", "MeasurementUnitsCodeSequence"), "PNAME": ("PersonName",), "TEXT": ("TextValue",),
    "TIME": ("Time",), "UIDREF": ("UID",),
}  # fmt: skip
"""Value Type of an item of Acquisition Context -> attributes of its value."""
_SINGLE = ("GeneticModificationsSequence", "PatientSpeciesCodeSequence", "ViewCodeSequence", "ViewModifierCodeSequence")
_SPECIES = (("PatientSpeciesDescription", "PatientSpeciesCodeSequence"),)
_TRIAL = (
    ("ClinicalTrialSponsorName",), ("ClinicalTrialProtocolID",),
    ("ClinicalTrialSubjectID", "ClinicalTrialSubjectReadingID"),
)  # fmt: skip
_SYNCHRONISED = (
    ("SynchronizationFrameOfReferenceUID",), ("SynchronizationTrigger",), ("AcquisitionTimeSynchronized",),
)  # fmt: skip
_VIEW_FIELD = (("FieldOfViewOrigin",), ("FieldOfViewRotation",), ("FieldOfViewHorizontalFlip",))
_NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    **dict.fromkeys((name for names in _TRIAL for name in names), _TRIAL),
    **dict.fromkeys((names[0] for names in _SYNCHRONISED), _SYNCHRONISED),
    **dict.fromkeys((names[0] for names in _VIEW_FIELD), _VIEW_FIELD),
    "BreedRegistrationSequence": _SPECIES,
    "ClinicalTrialProtocolEthicsCommitteeApprovalNumber": _TRIAL,
    "ClinicalTrialProtocolEthicsCommitteeName": _TRIAL,
    "ClinicalTrialProtocolName": _TRIAL,
    "ClinicalTrialSiteID": _TRIAL,
    "ClinicalTrialSiteName": _TRIAL,
    "ContainerDescription": (("SpecimenDescriptionSequence",),),
    "ContainerIdentifier": (("SpecimenDescriptionSequence",),),
    "GeneticModificationsSequence": _SPECIES,
    "LongitudinalTemporalEventType": (("LongitudinalTemporalOffsetFromEvent",),),
    "LongitudinalTemporalOffsetFromEvent": (("LongitudinalTemporalEventType",),),
    "PatientAlternativeCalendar": (("PatientBirthDateInAlternativeCalendar", "PatientDeathDateInAlternativeCalendar"),),
    "PatientBirthDateInAlternativeCalendar": (("PatientAlternativeCalendar",),),
    "PatientBreedCodeSequence": _SPECIES,
    "PatientBreedDescription": _SPECIES,
    "PatientDeathDateInAlternativeCalendar": (("PatientAlternativeCalendar",),),
    "PositionReferenceIndicator": (("FrameOfReferenceUID",),),
    "ResponsiblePerson": (("ResponsiblePersonRole",),),
    "ResponsiblePersonRole": (("ResponsiblePerson",),),
    "StrainAdditionalInformation": _SPECIES,
    "StrainCodeSequence": _SPECIES,
    "StrainDescription": _SPECIES,
    "StrainNomenclature": _SPECIES,
    "StrainStockSequence": _SPECIES,
    "TriggerTime": (("ScanOptions",),),
    "WaterEquivalentDiameterCalculationMethodCodeSequence": (("WaterEquivalentDiameter",),),
    "WaterEquivalentDiameter": (("WaterEquivalentDiameterCalculationMethodCodeSequence",),),
}  # fmt: skip
"""Attribute -> other attributes that the dataset must hold, each by one of its names."""


def complete_items(keyword: str, items: list[Dataset], *, within: str = "") -> list[Dataset]:
    """Return the items of a sequence that hold all they must; none for a sequence that has no rule here.

    Args:
        keyword: keyword of the sequence.
        items: items with valid values only; attributes that a code does not need are removed from them.
        within: keyword of the sequence that this one stands in; empty at the top.
    """
    modifies = keyword in _MODIFIERS.values()
    if modifies and _MODIFIERS.get(within) != keyword:
        return []
    if modifies or keyword in _CODED or keyword.endswith("CodeSequence"):
        found = [item for item in items if _is_code(item)]
        for item in found:
            _keep(item, (*_CODE, _MODIFIERS.get(keyword, "")))
    elif keyword == "AcquisitionContextSequence":
        found = [item for item in items if "ConceptNameCodeSequence" in item and _has_value(item)]
    else:
        found = [item for item in items if keyword in _ITEMS and len(item) and _has(item, _ITEMS[keyword])]
        for item in found:
            _match_entity(item)
    return [] if keyword in _SINGLE and len(found) > 1 else found


def remove_incomplete(dataset: Dataset) -> list[str]:
    """Remove in place the attributes that lack others they need; return their names."""
    removed = []
    while alone := [keyword for keyword, needs in _NEEDS.items() if keyword in dataset and not _has(dataset, needs)]:
        for keyword in alone:
            removed.append(dataset[keyword].name)
            del dataset[keyword]
    return removed


def _has(dataset: Dataset, needs: tuple[tuple[str, ...], ...]) -> bool:
    return all(any(name in dataset for name in names) for names in needs)


def _is_code(item: Dataset) -> bool:
    """Tell a code: a meaning, one value, and a scheme where the value is not its own (PS3.3 8.8)."""
    values = [keyword for keyword in _CODES if keyword in item]
    designated = "CodingSchemeDesignator" in item or values == ["URNCodeValue"]
    return "CodeMeaning" in item and len(values) == 1 and designated


def _keep(item: Dataset, keywords: tuple[str, ...]) -> None:
    for element in list(item):
        if element.keyword not in keywords:
            del item[element.tag]


def _has_value(item: Dataset) -> bool:
    value = _VALUES.get(str(item.get("ValueType")))
    return value is not None and all(keyword in item for keyword in value)


def _match_entity(item: Dataset) -> None:
    """Remove a universal identifier without its type, or a type without its identifier."""
    if ("UniversalEntityID" in item) != ("UniversalEntityIDType" in item):
        for keyword in ("UniversalEntityID", "UniversalEntityIDType"):
            item.pop(keyword, None)
