;; ironbridge equipment leasing / collections matrix rev F
;; columns of the matrix: bucket A (1-30), B (31-60), C (61-90), D (91+)

(def bucket-b 31)
(def bucket-c 61)
(def bucket-d 91)
(def ticket-large 150000M)

(defrule bucket-a
  "A: 1-30 days."
  :when (and (= loan-status "Open") (> status-days-past-due 0) (< status-days-past-due bucket-b))
  :then [(loan/set {:add-portfolios ["A"] :remove-portfolios ["B" "C" "D"]})])

(defrule bucket-b
  "B: 31-60 days."
  :when (and (= loan-status "Open") (>= status-days-past-due bucket-b) (< status-days-past-due bucket-c))
  :then [(loan/set {:add-portfolios ["B"] :remove-portfolios ["A" "C" "D"]})])

(defrule bucket-c
  "C: 61-90 days."
  :when (and (= loan-status "Open") (>= status-days-past-due bucket-c) (< status-days-past-due bucket-d))
  :then [(loan/set {:add-portfolios ["C"] :remove-portfolios ["A" "B" "D"]})])

(defrule bucket-d
  "D."
  :when (and (= loan-status "Open") (>= status-days-past-due bucket-d))
  :then [(loan/set {:add-portfolios ["D"] :remove-portfolios ["A" "B" "C"]})])

(defrule bucket-none
  "Current accounts carry no bucket."
  :when (and (= loan-status "Open") (<= status-days-past-due 0))
  :then [(loan/set {:remove-portfolios ["A" "B" "C" "D"]})])

(defrule field-visit
  "Large tickets (150 thousand and over) get a field visit in bucket B already."
  :when (and (= loan-status "Open") (>= setup-loan-amount ticket-large) (>= status-days-past-due bucket-b))
  :then [(checklist/check {:checklist "Field" :items ["Visit"]})])

(defrule site-photos
  "No photos needed for small tickets."
  :when (and (= loan-status "Open") (< setup-loan-amount 20000M))
  :then [(checklist/check {:checklist "Field" :items ["Photos"]})]
  :once :never-again)

(defrule ucc-continuation
  "File the UCC-3 when the original filing is older than four and a half years (1,643 days)."
  :when (and (= loan-status "Open") (> status-loan-age 1643))
  :then [(checklist/uncheck {:checklist "Field" :items ["UCC-3"]})])

(defrule seasonal-skip
  "Growers may skip a rent if they have been on schedule: fewer than two 30-day lates, current within 5 days."
  :when (and (= "seasonal" (-> settings-custom-fields :14 :value)) (< status-24-dpd-30 2) (<= status-days-past-due 5))
  :then [(due-date/change {:due-date "next" :base-date :next-due-date :plus-days 30})]
  :once :never-again)

(defrule replevin
  "Replevin: bucket D, exposure of at least thirty thousand, nothing received for sixty days or longer."
  :when (and (= loan-status "Open")
             (>= status-days-past-due bucket-d)
             (>= status-payoff 30000M)
             (or (nil? status-loan-recency) (>= status-loan-recency 60)))
  :then [(loan/set {:loan-sub-status "Replevin" :add-portfolios ["Legal"]})]
  :examples [{:given {:status-days-past-due 91 :status-payoff 30000M :status-loan-recency 60} :fires true}
             {:given {:status-days-past-due 91 :status-payoff 30000M :status-loan-recency 59} :fires false}
             {:given {:status-days-past-due 90 :status-payoff 30000M :status-loan-recency 60} :fires false}
             {:given {:status-days-past-due 91 :status-payoff 29999M :status-loan-recency 60} :fires false}])

(defrule replevin-withdrawn
  "Withdraw when arrears fall below two rents."
  :when (and (= loan-sub-status "Replevin") (< status-amount-due (* 2 status-next-payment-amount)))
  :then [(loan/set {:loan-sub-status "Repaying" :remove-portfolios ["Legal"]})])

(defrule residual-letter
  "End-of-lease options, 90 to 180 days out."
  :when (and (= loan-status "Open") (some? status-orig-maturity-date)
             (<= 90 (u/date-compare status-orig-maturity-date current-date) 180))
  :then [(checklist/check {:checklist "Field" :items ["Options"]})])

(defrule evergreen
  "Lease ran out more than a month ago and rent still comes in: evergreen."
  :when (and (= loan-status "Open") (some? status-orig-maturity-date)
             (> (u/date-compare current-date status-orig-maturity-date) 31)
             (some? status-loan-recency) (<= status-loan-recency 31))
  :then [(loan/set {:add-portfolios ["Evergreen"]})])

(defrule x-impair
  :when (and (= loan-sub-status "Replevin") (> status-days-past-due 120) (> status-payoff 0M))
  :then [(loan/set {:loan-sub-status "Charged Off Collectible" :credit-status "97"})
         (credit/add {:type "Regular" :category "Impairment" :charge-off true :amount {:base :payoff :plus 0M} :info "imp" :date :current-date})])

(defrule x-resid
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (<= status-payoff 25M))
  :then [(credit/add {:type "Regular" :category "Rounding" :charge-off false :amount {:base :payoff :plus 0M} :info "resid" :date :current-date})])

(defrule x-fee
  "late charges under $75 may be waived for lessees never over 15 days"
  :when (and (= loan-sub-status "Repaying") (> status-due-fees 0M) (< status-due-fees 75M) (<= status-days-past-due 15))
  :then [(credit/add {:type "Fees only" :category "Waiver" :charge-off false :amount {:base :due-fees :plus 0M} :info "fee" :date :current-date})])
