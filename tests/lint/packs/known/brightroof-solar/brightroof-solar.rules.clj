;; BrightRoof solar. Two kinds: 12-month same-as-cash promos, and 20-year loans.
;; setup-loan-term tells them apart.

(def promo-term 12)

(defrule pre-permit
  "Hold first bill: installation less than 45 days ago."
  :when (and (= loan-status "Open") (< status-loan-age 45) (> setup-loan-term promo-term))
  :then [(loan/set {:add-portfolios ["Billing Hold"]})])

(defrule billing-starts
  "45 days after installation or later the hold is lifted."
  :when (and (= true (-> portfolio :41 :active)) (>= status-loan-age 45))
  :then [(loan/set {:remove-portfolios ["Billing Hold"]})])

(defrule promo-ending
  "Promo customers are warned when they have two payments or less left and still owe over a fifth of the price."
  :when (and (= loan-status "Open") (<= setup-loan-term promo-term) (<= status-periods-remaining 2)
             (> status-principal-balance (* 0.2M setup-sales-price)))
  :then [(checklist/check {:checklist "Solar" :items ["Promo warning"]})])

(defrule tax-credit-paydown
  "Customers who paid down at least 26% by the 18th month keep the low payment."
  :when (and (= loan-status "Open") (<= status-loan-age 548) (>= status-total-paid-principal (* 0.26M setup-loan-amount)))
  :then [(loan/set {:add-portfolios ["Low Payment"]})])

(defrule no-paydown
  "No paydown by month eighteen: re-amortize."
  :when (and (= loan-status "Open") (> status-loan-age 548) (< status-total-paid-principal (* 0.26M setup-loan-amount)))
  :then [(loan/set {:remove-portfolios ["Low Payment"]})])

(defrule reminder-email
  :when (and (= loan-status "Open") (>= status-days-past-due 2) (< status-days-past-due 10))
  :then [(checklist/check {:checklist "Solar" :items ["Email"]})])

(defrule call-list
  :when (and (= loan-status "Open") (>= status-days-past-due 10) (< status-days-past-due 30))
  :then [(checklist/check {:checklist "Solar" :items ["Call"]})])

(defrule collections-30
  "Thirty days or more, and more than a single payment outstanding."
  :when (and (= loan-status "Open") (>= status-days-past-due 30) (> status-amount-due setup-payment))
  :then [(loan/set {:add-portfolios ["Collections"]})])

(defrule collections-exit
  "Less than one payment outstanding, or under ten days."
  :when (and (= true (-> portfolio :42 :active)) (or (< status-amount-due setup-payment) (< status-days-past-due 10)))
  :then [(loan/set {:remove-portfolios ["Collections"]})])

(defrule ucc-fixture
  "Perfect the fixture filing on loans bigger than $25,000."
  :when (and (= loan-status "Open") (> setup-loan-amount 25000M))
  :then [(checklist/check {:checklist "Solar" :items ["Fixture filing"]})]
  :once :never-again)

(defrule transfer-on-sale
  "House sold: a new owner may assume the loan with a score of 650 or above, and nothing past due."
  :when (and (= "sold" (-> settings-custom-fields :9 :value))
             (some? (-> customer :secondary :credit-score-average))
             (>= (-> customer :secondary :credit-score-average) 650)
             (<= status-amount-due 0M))
  :then [(loan/set {:add-portfolios ["Assumption"]})])

(defrule remote-shutoff
  "Monitoring is cut off no sooner than 90 days past due."
  :when (and (= loan-status "Open") (>= status-days-past-due 90))
  :then [(loan/set {:add-portfolios ["Monitoring Off"]})])

(defrule remote-on
  "Monitoring back on once they are inside 30 days."
  :when (and (= true (-> portfolio :44 :active)) (< status-days-past-due 30))
  :then [(loan/set {:remove-portfolios ["Monitoring Off"]})]
  :examples [{:given {:portfolio {:44 {:active true}} :status-days-past-due 29} :fires true}
             {:given {:portfolio {:44 {:active true}} :status-days-past-due 30} :fires false}])

(defrule chargeoff
  "120+ and a balance."
  :when (and (= loan-status "Open") (>= status-days-past-due 120) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "120" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})]
  :examples [{:given {:status-days-past-due 120 :status-payoff 9000M} :fires true}
             {:given {:status-days-past-due 119 :status-payoff 9000M} :fires false}])

(defrule underproduction-goodwill
  "A gesture for a system that disappoints: fees of no more than forty dollars are credited if the customer pays us regularly (last payment within 35 days)."
  :when (and (= "under" (-> settings-custom-fields :10 :value))
             (> status-due-fees 0M) (<= status-due-fees 40M)
             (some? status-loan-recency) (<= status-loan-recency 35))
  :then [(credit/add {:type "Fees only" :category "Goodwill" :charge-off false :amount {:base :due-fees :plus 0M} :info "gesture" :date :current-date})]
  :once :while-true)

(defrule crumbs
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (< status-payoff 10M))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off false :amount {:base :payoff :plus 0M} :info "crumbs" :date :current-date})])
